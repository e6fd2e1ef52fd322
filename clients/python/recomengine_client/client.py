import json
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid

from .identified import identified
from .problem_error import problem_error_of
from .try_again import try_again

EVENTS = ("sendEvent", "sendEventBatch")


class Client:
    """A client of the API at `url`, with a method for each operation of its document, which it reads when it is made.

    `sendEvent` is `send_event`. Parameters of path and query are named as in the document, the body is `body`; the whole
    envelope is returned, and a ProblemError is raised where the API refuses or fails. `token` is an API key or an admin's
    access token. Calls are made again as `try_again` says: reads, PUT, DELETE, events (which get an id before the first
    try) and an admin's writes (which get an Idempotency-Key) also where no answer came.
    """

    def __init__(self, url, token, max_tries=5, timeout=30):
        self._url = url.rstrip("/")
        self._token = token
        self._max_tries = max_tries
        self._timeout = timeout
        document = self._ask("GET", "/openapi.json", None, {}, is_repeatable=True)
        self._operations = {
            re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", operation["operationId"]).lower(): (method.upper(), path, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        }

    def __dir__(self):
        return [*super().__dir__(), *self._operations]

    def __getattr__(self, name):
        if name.startswith("_") or name not in self._operations:
            raise AttributeError(f"the API has no operation {name}")
        return lambda body=None, **given: self._call(*self._operations[name], body, given)

    def items(self, name, **query):
        """Yields everything of a list, such as `items("list_catalog", limit=100)`, page by page as it is read.

        By `meta.next`, which reads lists of any size, where they have it; else by offset.
        """
        place = {}
        while True:
            page = getattr(self, name)(**{**query, **place})
            yield from page["data"]
            meta = page["meta"]
            end = meta["offset"] + len(page["data"])
            if "next" in meta:
                place = {"after": meta["next"]}
            elif not page["data"] or "after" in place or end >= meta["total"]:
                return
            else:
                place = {"offset": end}

    def _call(self, method, path, operation, body, given):
        places = {parameter["name"]: parameter["in"] for parameter in operation["parameters"]}
        unknown = [name for name in given if places.get(name) not in ("path", "query")]
        if unknown:
            raise TypeError(f"{operation['operationId']} has no parameter {', '.join(unknown)}")
        query = {name: value for name, value in given.items() if places[name] == "query"}
        for name in re.findall(r"{(\w+)}", path):
            path = path.replace(f"{{{name}}}", urllib.parse.quote(str(given[name]), safe=""))
        is_of_events = operation["operationId"] in EVENTS
        is_by_admin = not self._token.startswith("rk_")
        key = {"idempotency-key": str(uuid.uuid4())} if is_by_admin and method != "GET" else {}
        target = f"{path}?{urllib.parse.urlencode(query)}" if query else path
        is_repeatable = is_by_admin or is_of_events or method not in ("POST", "PATCH")
        return self._ask(method, target, identified(body) if is_of_events else body, key, is_repeatable)

    def _ask(self, method, target, body, headers, is_repeatable):
        data = None if body is None else json.dumps(body).encode()
        sent = {**headers, "authorization": f"Bearer {self._token}"}
        if data is not None:
            sent["content-type"] = "application/json"
        request = urllib.request.Request(self._url + target, data=data, headers=sent, method=method)

        def attempt():
            try:
                with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                    text = answer.read()
                    return json.loads(text) if answer.headers.get_content_type() == "application/json" else text
            except urllib.error.HTTPError as error:
                raise problem_error_of(error) from error

        return try_again(attempt, self._max_tries, is_repeatable)
