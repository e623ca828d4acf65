"""From the inputs of a run to its context: in HQ, or in a rig that sends events to HQ."""

from dataclasses import dataclass, replace
from functools import partial

from gt_convoy.action.inputs import Inputs
from gt_convoy.action.recording import Done, RecordingWriter
from gt_convoy.action.run_state import RunState
from gt_convoy.bootstrap import config_of, make_context, open_github
from gt_convoy.config.model import Config
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.repository import followed, lately, of_these
from gt_convoy.domain.github_values import Label
from gt_convoy.github.permissions import OF_A_RIG
from gt_convoy.github.transport.urls import api_url, web_url
from gt_convoy.ports.dry_run import DryRunWriter
from gt_convoy.ports.github import GitHubPort


@dataclass(frozen=True)
class ActionContext:
    """What one run of the Action works with: its inputs, the AppContext, and what it did so far."""

    inputs: Inputs
    app: AppContext
    run: RunState
    done: Done
    label: Label | None = None  # HQ's label of convoys, as the run found it

    @property
    def in_hq(self) -> bool:
        """Whether the workflow runs in HQ; in a rig it only sends events to HQ."""
        return self.app.config.names.is_hq(self.inputs.repository)


def open_action_context(inputs: Inputs) -> ActionContext:
    """Read the configuration, unless HQ is named and is another repository. Raises UserError.

    In HQ the same request tells what else a run asks first, as far as GitHub tells all of it.
    """
    web = web_url(api_url(inputs.account))
    if inputs.hq and inputs.hq.lower() != inputs.repository.lower():
        return _in_a_rig(inputs, Config(hq=inputs.hq, web=web))
    github, since = open_github(inputs.account, inputs.repository), lately()
    told = github.overview(inputs.repository, inputs.config, since)
    text = told.file if told else github.text_file(inputs.repository, inputs.config)
    config = config_of(text, inputs.repository, inputs.config, web)
    if not config.names.is_hq(inputs.repository):
        return _in_a_rig(inputs, config)
    if told is None or told.convoys is None:
        run = RunState(config, partial(followed, github, config.hq))
    else:
        run = RunState(config, partial(of_these, told.convoys, since))
    return _action_context(inputs, config, github, run, told.label if told else None)


def _in_a_rig(inputs: Inputs, config: Config) -> ActionContext:
    """It may send the dispatch and no more."""
    github = open_github(inputs.account, config.hq, OF_A_RIG)
    return _action_context(inputs, config, github, RunState(config, list))


def _action_context(
    inputs: Inputs, config: Config, github: GitHubPort, run: RunState, label: Label | None = None
) -> ActionContext:
    done = Done()
    allowed = DryRunWriter() if inputs.dry_run else github
    writer = RecordingWriter(allowed, config.hq, run.note_convoy, done)
    app = replace(make_context(config, github, run.state_store, writer=writer), dry=inputs.dry_run)
    return ActionContext(inputs, app, run, done, label)
