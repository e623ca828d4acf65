#!/usr/bin/env bash
# The steps of action.yml: `plan` (where things are, and the cache's key), `install`, `run`.
# Works in bash on Linux, macOS and Windows runners, with no more than a Python from 3.11 on, or uv.
set -euo pipefail
export PYTHONSAFEPATH=1
cd "${RUNNER_TEMP:?is set by the runner}" # never in the caller's workspace

action="${GITHUB_ACTION_PATH//\\//}"

# The first Python that is new enough: the runner's own, one of its tool cache, one that uv knows or gets.
find_python() {
  local tools="${RUNNER_TOOL_CACHE:-}" candidate
  for candidate in python3 python "${tools//\\//}"/Python/3.1[1-9].*/*/{bin/python3,python.exe}; do
    if "$candidate" -I -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  if command -v uv >/dev/null; then
    uv python find --no-project '>=3.11' 2>/dev/null || { uv python install 3.13 && uv python find --no-project 3.13; }
    return
  fi
  echo "::error title=gt-convoy::this runner has no Python from 3.11 on and no uv: add actions/setup-python, or astral-sh/setup-uv, before this action" >&2
  return 1
}

case "$1" in
  plan | install)
    python="$(find_python)"
    exec "$python" -I "$action/scripts/action/environment.py" "$1"
    ;;
  run)
    venv="${VENV//\\//}"
    python="$venv/bin/python"
    [ -x "$python" ] || python="$venv/Scripts/python.exe"
    # The first run leaves its compiled modules in the environment, for the cache.
    PYTHONPATH="$GITHUB_ACTION_PATH/plugin" PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE="" exec "$python" -m gt_convoy.action
    ;;
esac
