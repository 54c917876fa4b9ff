//go:build unix && !linux

package azctx

import "syscall"

func changed(st *syscall.Stat_t) (sec, nsec int64) {
	return int64(st.Ctimespec.Sec), int64(st.Ctimespec.Nsec)
}
