"""Addresses of sign-in, password and second step: the library's views under Indonesian nouns.

The names are the library's own, because its views and mails ask for them. Sign-up and the
management of several addresses are left out: they do not exist here.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.urls import URLPattern, path, re_path

from selaras.web.people.signin import SignInView, forgotten_password, own_account

urlpatterns: list[URLPattern] = [
    path("masuk/", SignInView.as_view(), name="account_login"),
    path("masuk/kode/", mfa.authenticate, name="mfa_authenticate"),
    path("masuk/nonaktif/", account.account_inactive, name="account_inactive"),
    path("keluar/", account.logout, name="account_logout"),
    path("kata-sandi/lupa/", forgotten_password, name="account_reset_password"),
    path(
        "kata-sandi/lupa/terkirim/", account.password_reset_done, name="account_reset_password_done"
    ),
    path(
        "kata-sandi/baru/selesai/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^kata-sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("akun/sandi/", own_account(account.password_change), name="account_change_password"),
    path("akun/sandi/pertama/", own_account(account.password_set), name="account_set_password"),
    path("akun/pengesahan/", own_account(account.reauthenticate), name="account_reauthenticate"),
    path("akun/pengesahan/kode/", own_account(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("akun/dua-langkah/", own_account(mfa.index), name="mfa_index"),
    path("akun/dua-langkah/nyala/", own_account(totp.activate_totp), name="mfa_activate_totp"),
    path("akun/dua-langkah/mati/", own_account(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "akun/dua-langkah/kode/",
        own_account(codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "akun/dua-langkah/kode/baru/",
        own_account(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "akun/dua-langkah/kode/unduhan/",
        own_account(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]

SINGLE_SIGN_ON: list[URLPattern] = [
    path("masuk/<str:provider_id>/", oidc.login, name="openid_connect_login"),
    path("masuk/<str:provider_id>/jawaban/", oidc.callback, name="openid_connect_callback"),
    path("masuk-batal/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("masuk-gagal/", social.login_error, name="socialaccount_login_error"),
    path("masuk-baru/", social.signup, name="socialaccount_signup"),
    path("akun/sso/", own_account(social.connections), name="socialaccount_connections"),
]
"""Only where a provider is configured."""

if settings.OIDC:
    urlpatterns += SINGLE_SIGN_ON
