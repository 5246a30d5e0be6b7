"""A copy of the database alone gives nobody a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from kallipolis.web.sealing import SealBroken, opened, sealed
from tests import cast

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_what_is_sealed_is_opened_again_and_looks_otherwise_each_time():
    one, other = sealed(SECRET), sealed(SECRET)
    assert opened(one) == opened(other) == SECRET
    assert one != other
    assert SECRET not in one


def test_another_key_opens_nothing_and_says_why(settings):
    kept = sealed(SECRET)
    settings.SECRET_KEY = "another key, which is fifty letters long or a little more"
    with pytest.raises(SealBroken, match="another secret key"):
        opened(kept)


def test_a_key_that_was_in_use_before_still_opens(settings):
    kept, before = sealed(SECRET), settings.SECRET_KEY
    settings.SECRET_KEY = "another key, which is fifty letters long or a little more"
    settings.SECRET_KEY_FALLBACKS = [before]
    assert opened(kept) == SECRET


@pytest.mark.django_db
def test_the_database_holds_no_secret_of_an_app_in_clear():
    TOTP.activate(cast.officer(), SECRET)
    kept = Authenticator.objects.get().data["secret"]
    assert SECRET not in kept
    assert opened(kept) == SECRET
