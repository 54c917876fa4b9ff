// Package tokens owns az's token stores: MSAL's unified JSON cache as az keeps it
// (msal_token_cache.json), az's list of service principals
// (service_principal_entries.json), the lock protocol by which az writes both, and how
// what is in one store gets into another. It must not know contexts, shells, the
// environment or the network.
//
// What is here is pure (cache, key, fold, plan) or about files (lock, file, update,
// sync). The formats are MSAL for Python's (token_cache.py: key_makers and __add), az's
// (azure-cli: core/auth/identity.py, ServicePrincipalStore) and that of the lock
// msal-extensions' (cache_lock.py: CrossPlatLock).
//
// No error and no warning holds a value of a store: they name files, sections, fields.
package tokens
