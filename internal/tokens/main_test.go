package tokens

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

var long = flag.Bool("long", false, "run the full numbers, for minutes")

// many is how often something is done.
func many(short, full int) int {
	if *long {
		return full
	}
	return short
}

// role makes the test binary do something else than test, on the paths that are its
// arguments.
const role = "AZENV_TOKENS_TEST_ROLE"

func TestMain(m *testing.M) {
	roles := map[string]func(args []string) error{"add": adder, "fail": failer, "hold": holder, "sync": syncer}
	do, ok := roles[os.Getenv(role)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := do(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// self is the test binary in a role.
func self(t *testing.T, as string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), role+"="+as, "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	return cmd
}

// adder adds COUNT access tokens of its own, NAME-0 and so on, to the cache at PATH.
func adder(args []string) error {
	n, _ := strconv.Atoi(args[2])
	for i := range n {
		if _, err := Merge(args[0], ops.tokens(args[1]+"-"+strconv.Itoa(i), epoch), now); err != nil {
			return err
		}
		// Who takes the lock again at once leaves it to nobody who looks every lockPoll.
		time.Sleep(lockPoll / 2)
	}
	return nil
}

// failer ends with an error in the middle of an Update of PATH.
func failer(args []string) error {
	_, err := Update(args[0], func(*Cache) (*Cache, error) { return nil, errors.New("as told") })
	if err == nil || err.Error() != "as told" {
		return fmt.Errorf("error %v", err)
	}
	return nil
}

// holder says "held" when it has the lock of PATH, which it keeps for TIME.
func holder(args []string) error {
	d, err := time.ParseDuration(args[1])
	if err != nil {
		return err
	}
	_, err = Update(args[0], func(c *Cache) (*Cache, error) {
		fmt.Println("held")
		time.Sleep(d)
		return c, nil
	})
	return err
}
