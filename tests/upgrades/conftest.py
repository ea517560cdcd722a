"""What runs a stack that is taken over: the rehearsal, and for a release the engine too."""

from tests.end_to_end.conftest import runner_class

__all__ = ["runner_class"]
