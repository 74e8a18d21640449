"""`python -m lindero.node DIR`: the node alone, as supervisors of services and the demo start it.

The same as `lindero node run DIR`, without the other commands: it answers half a second sooner.
"""

import sys
from pathlib import Path

from lindero.kernel.errors import LinderoError
from lindero.node.config import language_of_environment
from lindero.node.run import run_node


def main() -> int:
    """Run the node of the folder that is named; the exit code of what stopped it."""
    if len(sys.argv) != 2:
        sys.stderr.write("python -m lindero.node DIR\n")
        return 2
    try:
        run_node(Path(sys.argv[1]))
    except LinderoError as error:
        language = language_of_environment()
        sys.stderr.write(f"{error.text(language)}\n{error.remedy(language)} [{error.code}]\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
