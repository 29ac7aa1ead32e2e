// Checks a proof bundle against a file and a log with Go's own code for transparency logs and nothing of ours.
//
//	unzip -o BUNDLE -d bundle
//	GO111MODULE=off GOPATH=/usr/share/gocode go run compose/examples/verify/main.go log.pub bundle FILE
//
// log.pub is the key of the log, from somebody you trust; never take it from the bundle. The timestamp in the bundle is
// for `openssl ts -verify`.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// The leaf's layout: a tag of 21 bytes, kind, time, commitment to the work, chain, place, leaf before, commitment to the
// metadata, digest of the token.
const (
	leafTag    = "colophon/evidence/v1\x00"
	leafBytes  = 182
	workCommit = 30
	metaCommit = 118
	tokenHash  = 150
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "FAIL ", err)
		os.Exit(1)
	}
}

func require(condition bool, what string) {
	if !condition {
		check(fmt.Errorf("not so: %s", what))
	}
	fmt.Println("pass ", what)
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	check(err)
	return data
}

func unhex(text string) []byte {
	data, err := hex.DecodeString(text)
	check(err)
	return data
}

// A proof file: a header, the entry's index, the path, an empty line, the signed checkpoint.
func parseProof(text string) (index int64, path tlog.RecordProof, checkpoint []byte) {
	head, signed, found := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		check(fmt.Errorf("proof.tlog-proof is not a proof"))
	}
	_, err := fmt.Sscanf(lines[1], "index %d", &index)
	check(err)
	for _, line := range lines[2:] {
		data, err := base64.StdEncoding.DecodeString(line)
		check(err)
		var hash tlog.Hash
		if copy(hash[:], data) != len(hash) || len(data) != len(hash) {
			check(fmt.Errorf("a hash of the path is not 32 bytes"))
		}
		path = append(path, hash)
	}
	return index, path, []byte(signed)
}

// A checkpoint's text: the log's name, the size, the root.
func parseCheckpoint(text string) (origin string, size int64, root tlog.Hash) {
	lines := strings.Split(text, "\n")
	if len(lines) < 3 {
		check(fmt.Errorf("the checkpoint is too short"))
	}
	_, err := fmt.Sscan(lines[1], &size)
	check(err)
	root, err = tlog.ParseHash(lines[2])
	check(err)
	return lines[0], size, root
}

// The token inside a timestamp response (RFC 3161): the second element of its sequence.
func tokenOf(response []byte) []byte {
	var parts struct {
		Status asn1.RawValue
		Token  asn1.RawValue
	}
	_, err := asn1.Unmarshal(response, &parts)
	check(err)
	return parts.Token.FullBytes
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: main.go LOG.PUB BUNDLE-FOLDER FILE")
		os.Exit(64)
	}
	bundle, file := os.Args[2], os.Args[3]
	verifier, err := note.NewVerifier(strings.TrimSpace(string(read(os.Args[1]))))
	check(err)

	index, path, signed := parseProof(string(read(bundle + "/proof.tlog-proof")))
	opened, err := note.Open(signed, note.VerifierList(verifier))
	check(err)
	origin, size, root := parseCheckpoint(opened.Text)
	require(origin == verifier.Name(), "the checkpoint is signed by "+verifier.Name())

	leaf := read(bundle + "/leaf.bin")
	require(len(leaf) == leafBytes && bytes.HasPrefix(leaf, []byte(leafTag)), "leaf.bin is an entry of an evidence log")
	inclusion := tlog.CheckRecord(path, size, root, index, tlog.RecordHash(leaf))
	require(inclusion == nil, fmt.Sprintf("it is entry %d of %d", index, size))

	token := sha256.Sum256(tokenOf(read(bundle + "/token.tsr")))
	require(bytes.Equal(leaf[tokenHash:], token[:]), "it commits to the timestamp in token.tsr")

	var opening struct {
		WorkSalt string `json:"workSalt"`
		MetaSalt string `json:"metaSalt"`
		Meta     string `json:"meta"`
	}
	check(json.Unmarshal(read(bundle+"/opening.json"), &opening))
	digest := sha256.New()
	input, err := os.Open(file)
	check(err)
	_, err = io.Copy(digest, input)
	check(err)
	work := sha256.Sum256(append(unhex(opening.WorkSalt), digest.Sum(nil)...))
	require(bytes.Equal(leaf[workCommit:workCommit+32], work[:]), "it commits to "+file)
	meta := sha256.Sum256(append(unhex(opening.MetaSalt), opening.Meta...))
	require(bytes.Equal(leaf[metaCommit:metaCommit+32], meta[:]), "it commits to the metadata")
}
