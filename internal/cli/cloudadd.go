package cli

import (
	"bufio"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/signin"
)

// cloudAdd adds a cloud, once the user has confirmed its hosts: they get the password and
// the tokens of everybody who signs in there.
func (a *app) cloudAdd(c cloud.Cloud, yes bool) error {
	if a.DirsErr != nil {
		return a.DirsErr
	}
	if c.CAFile != "" {
		path, err := absolute(c.CAFile)
		if err != nil {
			return err
		}
		if err := checkCA(path); err != nil {
			return err
		}
		c.CAFile = path
	}
	c, known, err := a.Clouds().Check(c)
	if err != nil {
		return err
	}
	if known {
		a.say("cloud %s is there already", c.Name)
		return nil
	}
	a.say("cloud %s: one signs in at %s, and %s gets the tokens", c.Name, c.Authority, c.Manager)
	if !yes {
		if !a.terminal() {
			return session.Hint(errors.New("whether these hosts are right is to be confirmed, and there is no terminal to ask on"), "the same with --yes")
		}
		if !a.asked("add it?") {
			return session.Hint(errors.New("nothing was added"), "azenv cloud add --help")
		}
	}
	if err := a.Clouds().Add(c); err != nil {
		return err
	}
	a.say("cloud %s is added: azenv login --cloud %s", c.Name, c.Name)
	return nil
}

// checkCA returns an error unless a file has a certificate in it.
func checkCA(path string) error {
	data, err := signin.ReadSmall(path)
	if err != nil {
		return err
	}
	if !x509.NewCertPool().AppendCertsFromPEM(data) {
		return fmt.Errorf("%s: no certificate in PEM in it", path)
	}
	return nil
}

// asked asks a question on the terminal. Any answer but yes means no.
func (a *app) asked(question string) bool {
	fmt.Fprintf(a.err, "azenv: %s [y/N] ", question)
	line, _ := bufio.NewReader(a.in).ReadString('\n')
	return strings.EqualFold(strings.TrimSpace(line), "y") || strings.EqualFold(strings.TrimSpace(line), "yes")
}
