from .client import Client
from .problem_error import ProblemError

__all__ = ["Client", "ProblemError"]
