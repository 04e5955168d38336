"""By whom an operation is called: a token, or, to look only, somebody signed in to the pages."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from ninja.security.base import AuthBase

from selaras.api.caller import Caller
from selaras.api.problems import ProblemError
from selaras.api.throttles import count_call, count_failure
from selaras.people.models import TokenScope, User
from selaras.people.queries.tokens import holder_of
from selaras.people.services.tokens import note_use

CHALLENGE = 'Bearer realm="Selaras"'
_SAFE = frozenset({"GET", "HEAD"})
SESSION_SCOPES = frozenset({TokenScope.READ, TokenScope.FILES})
"""What somebody signed in to the pages may do here: look. Writing by cookie would need a defence
against forged requests; the pages have that, programs have tokens."""


class Token(HttpBearer):
    """``Authorization: Bearer slr_…``; the token must carry ``scope``."""

    def __init__(self, scope: TokenScope) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The caller. Raises ProblemError 401, 403 and 429."""
        holder = holder_of(token.strip())
        if holder is None:
            count_failure(request)
            raise _unknown('error="invalid_token"')
        caller = Caller(holder.person, holder.scopes, holder.token)
        count_call(request, caller.key)
        note_use(holder.token)
        if self.scope not in holder.scopes:
            needed = f'{CHALLENGE}, error="insufficient_scope", scope="{self.scope.value}"'
            raise ProblemError(
                "cakupan-kurang",
                _("Token ini tidak mempunyai cakupan “%(scope)s”.") % {"scope": self.scope.value},
                headers={"WWW-Authenticate": needed},
                scope=self.scope.value,
            )
        return caller


class Session(AuthBase):
    """The cookie of the pages, for safe methods: so that links of the documentation open."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The caller, or None. Raises ProblemError 401 and 429."""
        if request.method in _SAFE and isinstance(request.user, User) and request.user.is_active:
            caller = Caller(request.user, SESSION_SCOPES, None)
            count_call(request, caller.key)
            return caller
        count_failure(request)
        raise _unknown()


def _unknown(more: str = "") -> ProblemError:
    challenge = f"{CHALLENGE}, {more}" if more else CHALLENGE
    return ProblemError("belum-dikenal", headers={"WWW-Authenticate": challenge})


def needs(scope: TokenScope) -> Sequence[AuthBase]:
    """What an operation asks for: a token with this scope; to look, a signed-in person as well."""
    if scope in SESSION_SCOPES:
        return (Token(scope), Session())
    return (Token(scope),)


READING = needs(TokenScope.READ)
FILES = needs(TokenScope.FILES)
ANSWERS = needs(TokenScope.WRITE_ANSWERS)
EVIDENCE = needs(TokenScope.WRITE_EVIDENCE)
FOLLOW_UP = needs(TokenScope.WRITE_FOLLOW_UP)
