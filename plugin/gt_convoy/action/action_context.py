"""From a run's inputs to where it works: HQ's context, or a rig that tells HQ."""

from dataclasses import dataclass
from functools import partial

from gt_convoy.action.inputs import Inputs
from gt_convoy.action.recording import Done, RecordingWriter
from gt_convoy.action.run_state import RunState
from gt_convoy.bootstrap import config_in, make_context, open_github
from gt_convoy.config.model import Config
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.followed import followed
from gt_convoy.github.permissions import OF_A_RIG, PERMISSIONS
from gt_convoy.github.transport.urls import api_url, web_url
from gt_convoy.ports.dry_run import DryRunWriter
from gt_convoy.ports.github import GitHubPort


@dataclass(frozen=True)
class ActionContext:
    """What a run works with."""

    inputs: Inputs
    app: AppContext
    run: RunState
    done: Done

    @property
    def in_hq(self) -> bool:
        """Whether the workflow runs in HQ; elsewhere it only tells HQ."""
        return self.app.config.names.is_hq(self.inputs.repository)


def open_action_context(inputs: Inputs) -> ActionContext:
    """Read the configuration, unless HQ is named and is another repository. Raises UserError."""
    github = open_github(inputs.account, inputs.repository)
    web = web_url(api_url(inputs.account))
    if inputs.hq and inputs.hq.lower() != inputs.repository.lower():
        config = Config(hq=inputs.hq, web=web)
    else:
        config = config_in(github, inputs.repository, inputs.config, web)
    wanted = PERMISSIONS if config.names.is_hq(inputs.repository) else OF_A_RIG
    return _action_context(inputs, config, open_github(inputs.account, config.hq, wanted))


def _action_context(inputs: Inputs, config: Config, github: GitHubPort) -> ActionContext:
    run = RunState(config, partial(followed, github, config.hq))
    done = Done()
    allowed = DryRunWriter() if inputs.dry_run else github
    writer = RecordingWriter(allowed, config.hq, run.note_convoy, done)
    return ActionContext(inputs, make_context(config, github, run.state_store, writer=writer), run, done)
