// Package tokens owns az's token stores: MSAL's unified JSON cache as az keeps it
// (msal_token_cache.json), az's list of service principals
// (service_principal_entries.json), the lock protocol by which az writes both, and the
// rules by which tokens go from one store to another. It must not know contexts, shells,
// the environment or the network.
//
// Some files are pure (cache, changes, fold, key), others work on files (file, lock,
// sync, update). The cache has the format of MSAL for Python (token_cache.py: key_makers
// and __add), the list that of az (azure-cli: core/auth/identity.py,
// ServicePrincipalStore), and the lock is that of msal-extensions (cache_lock.py:
// CrossPlatLock).
//
// No error and no warning holds a value from a store: they name files, sections, fields.
package tokens
