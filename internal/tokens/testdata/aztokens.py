"""Uses a token cache as az does: by MSAL and msal-extensions, without a network.

    aztokens.py add PATH NAME COUNT SECONDS   adds COUNT sign-ins and tokens of user
                                              NAME, with a pause between; prints the
                                              worst time
    aztokens.py get PATH USER TENANT          prints the token that az would use
    aztokens.py logout PATH USER              signs out, as `az logout` does
    aztokens.py app PATH CLIENT TENANT        prints a service principal's token
"""
import base64
import json
import sys
import time

import msal
from msal_extensions import FilePersistence, PersistedTokenCache

CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
HOST = "https://login.microsoftonline.com/"
SCOPES = ["https://management.core.windows.net//.default"]


class Answer:
    status_code, headers = 200, {}

    def __init__(self, text):
        self.text = text

    def raise_for_status(self):
        pass


class Network:
    """Knows where an authority's endpoints are, and gives no token."""

    def get(self, url, **_):
        if "openid-configuration" in url:
            at = url.split("/v2.0/")[0]
            return Answer(json.dumps({"authorization_endpoint": at + "/authorize", "token_endpoint": at + "/token", "issuer": at}))
        return Answer(json.dumps({"tenant_discovery_endpoint": url, "metadata": []}))

    def post(self, url, **_):
        return Answer(json.dumps({"error": "invalid_grant", "error_description": "no network"}))

    def close(self):
        pass


def part(obj):
    return base64.urlsafe_b64encode(json.dumps(obj).encode()).decode().rstrip("=")


def cache(path):
    return PersistedTokenCache(FilePersistence(path))


def user_app(path, tenant):
    return msal.PublicClientApplication(CLI, authority=HOST + tenant, token_cache=cache(path), http_client=Network(), client_capabilities=["CP1"])


def add(path, name, count, pause):
    store, worst = cache(path), 0
    for i in range(int(count)):
        now = int(time.time())
        claims = {"preferred_username": name, "oid": "oid-" + name, "sub": name, "iat": now, "exp": now + 3600, "aud": CLI, "iss": HOST}
        event = {
            "client_id": CLI, "scope": ["scope-%d" % i], "token_endpoint": HOST + "tid/oauth2/v2.0/token",
            "response": {"access_token": "SECRET-AT-%s-%d" % (name, i), "refresh_token": "SECRET-RT-%s-%d" % (name, i), "foci": "1",
                         "expires_in": 3600, "id_token": "h.%s.s" % part(claims), "client_info": part({"uid": name, "utid": "tid"})},
        }
        start = time.monotonic()
        store.add(event)
        worst = max(worst, time.monotonic() - start)
        time.sleep(float(pause))
    print("%.3f" % worst)


def get(path, user, tenant):
    app = user_app(path, tenant)
    for account in app.get_accounts(user):
        print((app.acquire_token_silent(SCOPES, account) or {}).get("access_token"))


def logout(path, user):
    app = user_app(path, "organizations")
    for account in app.get_accounts(user):
        app.remove_account(account)


def app(path, client, tenant):
    app = msal.ConfidentialClientApplication(client, client_credential="x", authority=HOST + tenant, token_cache=cache(path), http_client=Network())
    print((app.acquire_token_silent(SCOPES, None) or {}).get("access_token"))


{"add": add, "app": app, "get": get, "logout": logout}[sys.argv[1]](*sys.argv[2:])
