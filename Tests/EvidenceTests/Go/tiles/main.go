// Command tilecheck reads a log over HTTP with Go's own checksum-database packages: that the key in LOG.PUB signed the
// checkpoint, that every entry is in the tree it signed, proven from tiles alone, and that the log in every older
// checkpoint is the beginning of this one.
//
//	tilecheck URL LOG.PUB [OLD-CHECKPOINT...]
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: tilecheck URL LOG.PUB [OLD-CHECKPOINT...]")
		os.Exit(64)
	}
	if err := check(strings.TrimSuffix(os.Args[1], "/"), os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "tilecheck:", err)
		os.Exit(1)
	}
}

// A log that is read tile by tile.
type remote struct {
	url     string
	fetched map[string]bool
}

func (r *remote) Height() int { return 8 }

func (r *remote) SaveTiles([]tlog.Tile, [][]byte) {}

func (r *remote) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		// Go's paths name the height, and data tiles "data".
		path := strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := r.get("tile/" + strings.Replace(path, "data/", "entries/", 1))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (r *remote) get(path string) ([]byte, error) {
	answer, err := http.Get(r.url + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	r.fetched[path] = true
	return io.ReadAll(answer.Body)
}

func check(url, keyPath string, older []string) error {
	key, err := os.ReadFile(keyPath)
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	if err != nil {
		return err
	}
	log := &remote{url: url, fetched: map[string]bool{}}
	signed, err := log.get("checkpoint")
	if err != nil {
		return err
	}
	tree, err := open(signed, verifier)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, log)
	for first := int64(0); first < tree.N; first += 256 {
		if err := checkEntries(log, hashes, tree, first); err != nil {
			return err
		}
	}
	for _, path := range older {
		signed, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		old, err := open(signed, verifier)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveTree(tree.N, old.N, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
			return err
		}
		fmt.Println("consistent", old.N)
	}
	fmt.Println("included", tree.N)
	return nil
}

// checkEntries proves the up to 256 entries from first on.
func checkEntries(log *remote, hashes tlog.HashReader, tree tlog.Tree, first int64) error {
	width := 256
	if rest := tree.N - first; rest < 256 {
		width = int(rest)
	}
	data, err := log.ReadTiles([]tlog.Tile{{H: 8, L: -1, N: first / 256, W: width}})
	if err != nil {
		return err
	}
	bundle := data[0]
	for index := first; index < first+int64(width); index++ {
		if len(bundle) < 2 {
			return fmt.Errorf("the entries end before %d", index)
		}
		length := int(bundle[0])<<8 | int(bundle[1])
		if len(bundle) < 2+length {
			return fmt.Errorf("entry %d is cut off", index)
		}
		leaf := tlog.RecordHash(bundle[2 : 2+length])
		bundle = bundle[2+length:]
		proof, err := tlog.ProveRecord(tree.N, index, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
	}
	if len(bundle) != 0 {
		return fmt.Errorf("more entries than the tree has")
	}
	return nil
}

func open(signed []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	hash, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: hash}, err
}
