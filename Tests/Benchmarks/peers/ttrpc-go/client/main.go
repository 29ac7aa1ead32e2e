// The echo client on containerd's ttrpc for Go: client CERTIFICATES PORT INFLIGHT SECONDS BYTES, prints "rps p50_us p99_us".
package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"sync"
	"time"

	"bench/echo"

	"github.com/containerd/ttrpc"
)

const warmUp = time.Second

// Each caller keeps its own samples, so that recording them takes no lock.
type caller struct {
	samples []uint32
	last    time.Time
}

func (c *caller) run(client *ttrpc.Client, payload []byte, warm, end time.Time) {
	c.samples = make([]uint32, 0, 1<<20)
	for seq := int64(0); ; seq++ {
		request := echo.EchoRequest{Id: "0123456789abcdef", Seq: seq, Payload: payload}
		var reply echo.EchoReply
		started := time.Now()
		if err := client.Call(context.Background(), "bench.v1.Echo", "Get", &request, &reply); err != nil {
			log.Fatal(err)
		}
		now := time.Now()
		if reply.Seq != seq {
			log.Fatal("an answer to another request")
		}
		if now.Before(warm) {
			continue
		}
		c.samples = append(c.samples, uint32(now.Sub(started).Nanoseconds()))
		c.last = now
		if now.After(end) {
			return
		}
	}
}

func number(index int) float64 {
	value, err := strconv.ParseFloat(os.Args[index], 64)
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	folder, port := os.Args[1], os.Args[2]
	inflight, seconds, size := int(number(3)), number(4), int(number(5))
	certificate, err := tls.LoadX509KeyPair(filepath.Join(folder, "client.pem"), filepath.Join(folder, "client.key"))
	if err != nil {
		log.Fatal(err)
	}
	authority, err := os.ReadFile(filepath.Join(folder, "ca.pem"))
	if err != nil {
		log.Fatal(err)
	}
	trust := x509.NewCertPool()
	trust.AppendCertsFromPEM(authority)
	connection, err := tls.Dial("tcp", "127.0.0.1:"+port, &tls.Config{
		Certificates: []tls.Certificate{certificate},
		RootCAs:      trust,
		ServerName:   "localhost",
		MinVersion:   tls.VersionTLS13,
	})
	if err != nil {
		log.Fatal(err)
	}
	client := ttrpc.NewClient(connection)
	payload := bytes.Repeat([]byte("x"), size)

	warm := time.Now().Add(warmUp)
	end := warm.Add(time.Duration(seconds * float64(time.Second)))
	callers := make([]caller, inflight)
	var group sync.WaitGroup
	for i := range callers {
		group.Add(1)
		go func(c *caller) {
			defer group.Done()
			c.run(client, payload, warm, end)
		}(&callers[i])
	}
	group.Wait()

	var samples []uint32
	last := warm
	for i := range callers {
		samples = append(samples, callers[i].samples...)
		if callers[i].last.After(last) {
			last = callers[i].last
		}
	}
	sort.Slice(samples, func(i, j int) bool { return samples[i] < samples[j] })
	count := len(samples)
	fmt.Printf("%.0f %.1f %.1f\n", float64(count)/last.Sub(warm).Seconds(),
		float64(samples[count/2])/1e3, float64(samples[count*99/100])/1e3)
}
