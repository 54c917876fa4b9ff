package fastjson

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// thing is of the shapes that a Reader reads.
type thing struct {
	Name  string  `json:"name"`
	On    bool    `json:"on"`
	Size  int     `json:"size"`
	Inner inner   `json:"inner"`
	List  []inner `json:"list"`
}

type inner struct {
	Name string `json:"name"`
}

func (t *inner) read(r *Reader) {
	for key := range r.Members() {
		if key == "name" {
			r.Text(&t.Name)
		} else {
			r.Skip(key, "name")
		}
	}
}

func readThing(text string) (t thing, ok bool) {
	r := NewReader([]byte(text))
	for key := range r.Members() {
		switch key {
		case "name":
			r.Text(&t.Name)
		case "on":
			r.Flag(&t.On)
		case "size":
			r.Number(&t.Size)
		case "inner":
			t.Inner.read(r)
		case "list":
			if t.List != nil {
				r.Fail()
			}
			t.List = []inner{}
			for range r.Elements() {
				var i inner
				i.read(r)
				t.List = append(t.List, i)
			}
		default:
			r.Skip(key, "name", "on", "size", "inner", "list")
		}
	}
	return t, r.End()
}

// texts are what a Reader reads, or has to leave alone.
var texts = []struct {
	text string
	ok   bool
}{
	{`{}`, true},
	{` {"name" : "a b" , "on":true,"size":12,"inner":{"name":"i"},"list":[{"name":"1"},{},null] }` + "\r\n\t", true},
	{`{"name":"\u00e9\ud83d\ude00\ud83d é \"\\\/\b"}`, true},
	{"{\"name\":\"\xff\"}", true},
	{`{"name":"a","name":"b","inner":{"name":"i"},"inner":{}}`, true},
	{`{"n\u0061me":"a"}`, true},
	{`{"name":null,"on":null,"size":null,"inner":null,"list":[]}`, true},
	{`null`, true},
	{`{"on":false,"size":0,"x":[1,-2.5e+3,true,null,{"y":"\n"}],"z":{}}`, true},
	{`{"NAME":"a"}`, false},
	{`{"\u017fize":1}`, false},
	{`{"inner":{"Name":"a"}}`, false},
	{`{"list":null}`, false},
	{`{"list":[{"name":"a"},{}],"list":[{}]}`, false},
	{`{"size":-1}`, false},
	{`{"size":1.5}`, false},
	{`{"size":"1"}`, false},
	{`{"x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`, false},
	{``, false},
	{`{`, false},
	{`{"name"`, false},
	{`{"name":"a`, false},
	{`{"name":"a\`, false},
	{`{"name":"a\q"}`, false},
	{`{"x":"a\q"}`, false},
	{"{\"name\":\"a\tb\"}", false},
	{`{"name":"a",}`, false},
	{`{,"name":"a"}`, false},
	{`{"name":"a" "on":true}`, false},
	{`{"list":[{},]}`, false},
	{`{"list":[{} {}]}`, false},
	{`{"size":01}`, false},
	{`{"size":}`, false},
	{`{"on":truely}`, false},
	{`{"x":01}`, false},
	{`{"x":nul}`, false},
	{`{"name":nullx}`, false},
	{`{"name":1}`, false},
	{`{} {}`, false},
	{"{}\x00", false},
	{"\x00", false},
	{`[]`, false},
	{`{null:1}`, false},
}

func TestReader(t *testing.T) {
	for _, tt := range texts {
		got, ok := readThing(tt.text)
		if ok != tt.ok {
			t.Errorf("%.60q: read: %v, want %v", tt.text, ok, tt.ok)
		}
		same(t, tt.text, got, ok)
	}
}

// same holds that what was read is what encoding/json reads.
func same(t *testing.T, text string, got thing, ok bool) {
	t.Helper()
	if !ok {
		return
	}
	var want thing
	if err := json.Unmarshal([]byte(text), &want); err != nil {
		t.Fatalf("%q was read, but: %v", text, err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%q (-encoding/json +read):\n%s", text, d)
	}
}

func FuzzReader(f *testing.F) {
	for _, tt := range texts {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := readThing(text)
		same(t, text, got, ok)
	})
}

func FuzzAppendText(f *testing.F) {
	for _, s := range []string{"", "plain text ~", `"\/`, "<a&b>", "é\u2028\x00\x1f\x7f", "\xff\xc3", "😀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(AppendText([]byte("x"), s)); got != "x"+string(want) {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	})
}
