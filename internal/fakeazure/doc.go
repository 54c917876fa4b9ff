// Package fakeazure is test support, imported by tests only: Entra ID and Azure Resource
// Manager in one process, over TLS on loopback, with all state in memory.
//
// A Cloud plays a World of tenants, users, service principals and subscriptions. Start
// serves it; the same handler answers for every host name, so a test reaches it either at
// the server's own URL (clients that take an authority and an ARM endpoint) or as
// login.microsoftonline.com and management.azure.com, where names are led to loopback
// (internal/azreal).
//
// What it answers is what clients were seen to need, no more: refresh tokens rotate and the
// old ones stay valid until Revoke, ".default" is granted as user_impersonation, the family
// of first-party clients shares refresh tokens, and a token is good for the tenant it names.
// It is not Entra: nobody is asked for a password twice, and no signature of its own
// tokens can be verified. Every secret that it issues has Marker in it, so that a test can
// look for secrets where none may be.
//
// Two habits of MSAL for Python matter to those who inject faults: it keeps each answer of
// status 400 for a minute in msal_http_cache.bin and repeats it for an equal request
// without asking, and it does the same with 429 and 5xx for as long as Retry-After says.
package fakeazure
