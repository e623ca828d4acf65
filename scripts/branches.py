"""Tell which share of the branches the tests took, from coverage's JSON on standard input; fail under 95 %.

`fail_under` of coverage itself is of lines and branches together.
"""

import json
import sys

LEAST = 95.0


def main() -> int:
    """Answers 1 where it is too little."""
    totals = json.load(sys.stdin)["totals"]
    share = totals["percent_branches_covered"]
    print(f"branches: {totals['covered_branches']} of {totals['num_branches']}, {share:.1f} %")
    return int(share < LEAST)


if __name__ == "__main__":
    sys.exit(main())
