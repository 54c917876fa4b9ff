// Package azreal holds the tests that run the real az, unmodified and as in the public
// cloud, against internal/fakeazure; some of them in real shells with azenv's hook.
//
// The test binary runs itself again in mount and network namespaces of its own, in which
// login.microsoftonline.com and its like are 127.0.0.1 and nothing else can be reached.
// Where that is not allowed, or az is missing, each test is skipped by name.
package azreal
