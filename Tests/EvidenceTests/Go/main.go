// Command bundlecheck checks a proof bundle's log part with Go's own checksum-database packages: that the log whose key
// is in LOG.PUB signed the checkpoint, and that leaf.bin and every leaf in chain/ are in the tree it signed.
//
//	bundlecheck BUNDLE.zip LOG.PUB
package main

import (
	"archive/zip"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: bundlecheck BUNDLE.zip LOG.PUB")
		os.Exit(64)
	}
	if err := check(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "bundlecheck:", err)
		os.Exit(1)
	}
}

func check(bundlePath, keyPath string) error {
	key, err := os.ReadFile(keyPath)
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	if err != nil {
		return err
	}
	files, err := unpack(bundlePath)
	if err != nil {
		return err
	}
	if err := checkLeaf(files["leaf.bin"], files["proof.tlog-proof"], verifier); err != nil {
		return fmt.Errorf("leaf.bin: %w", err)
	}
	for name, leaf := range files {
		if strings.HasPrefix(name, "chain/") && strings.HasSuffix(name, ".leaf") {
			proof := files[strings.TrimSuffix(name, ".leaf")+".tlog-proof"]
			if err := checkLeaf(leaf, proof, verifier); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	fmt.Println("signed and included")
	return nil
}

func unpack(path string) (map[string][]byte, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	files := map[string][]byte{}
	for _, entry := range archive.File {
		reader, err := entry.Open()
		if err != nil {
			return nil, err
		}
		files[entry.Name], err = io.ReadAll(reader)
		reader.Close()
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

func checkLeaf(leaf, proof []byte, verifier note.Verifier) error {
	head, checkpoint, found := strings.Cut(string(proof), "\n\n")
	if !found {
		return fmt.Errorf("no checkpoint in the proof")
	}
	lines := strings.Split(head, "\n")
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return fmt.Errorf("not a proof file")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var path tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		path = append(path, hash)
	}
	signed, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	if err != nil {
		return err
	}
	body := strings.Split(signed.Text, "\n")
	if len(body) != 4 || body[0] != verifier.Name() {
		return fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(body[1], 10, 64)
	if err != nil {
		return err
	}
	root, err := base64.StdEncoding.DecodeString(body[2])
	if err != nil || len(root) != tlog.HashSize {
		return fmt.Errorf("the root is not a hash")
	}
	var rootHash tlog.Hash
	copy(rootHash[:], root)
	return tlog.CheckRecord(path, size, rootHash, index, tlog.RecordHash(leaf))
}
