import http.client
import random
import time

from .problem_error import ProblemError

NOTHING_DONE = (429, 503)
FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 60


def try_again(attempt, max_tries, is_repeatable):
    """Makes a call until it succeeds, at most `max_tries` times.

    After 429 and 503 the API has done nothing: it waits as long as it is told, a minute at most. Where no answer came
    it may have been done: it is made again only if `is_repeatable`, after a wait that doubles from 0.2 s, of which half
    is random. Raises what the last try raised.
    """
    for tries in range(1, max_tries + 1):
        own = FIRST_WAIT_SECONDS * 2 ** (tries - 1) * (0.5 + random.random() / 2)
        try:
            return attempt()
        except ProblemError as error:
            if error.status not in NOTHING_DONE or tries == max_tries:
                raise
            wait = own if error.retry_after is None else error.retry_after
        except (OSError, http.client.HTTPException):
            if not is_repeatable or tries == max_tries:
                raise
            wait = own
        time.sleep(min(wait, LONGEST_WAIT_SECONDS))
