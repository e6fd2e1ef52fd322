import json


class ProblemError(Exception):
    """Raised where the API answers with a problem (RFC 9457), after the tries that it allows.

    `problem` is the document, with a reason for each fault in `errors`; `retry_after` is how many seconds it asked to
    wait, None if it did not.
    """

    def __init__(self, status, problem, retry_after):
        super().__init__(f"{status} {problem.get('title', '')}: {problem.get('detail', '')}")
        self.status = status
        self.problem = problem
        self.retry_after = retry_after


def problem_error_of(answer):
    """Returns the error for an HTTPError. What is no problem document, as of a proxy in between, is made one."""
    text = answer.read().decode("utf-8", "replace")
    is_problem = (answer.headers.get("content-type") or "").startswith("application/problem+json")
    problem = json.loads(text) if is_problem else {"title": answer.reason, "detail": text[:1000], "errors": []}
    told = answer.headers.get("retry-after") or ""
    return ProblemError(answer.code, problem, int(told) if told.isdigit() else None)
