// Ferretdb is a MongoDB-protocol server for tests: FerretDB v1 as a library, on SQLite files, without telemetry and
// without a debug port. (Its own command wants files that only its release script makes.)
//
// Usage: ferretdb -address 127.0.0.1:0 -folder DIR [-attached]
//
// It prints its URI when it listens. With -attached it also ends when its standard input does, so that it never
// outlives the test that started it.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	address := flag.String("address", "127.0.0.1:0", "host and port; port 0 takes a free one")
	folder := flag.String("folder", "", "folder for the SQLite files")
	attached := flag.Bool("attached", false, "end when standard input ends")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *attached {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	if err := run(ctx, *address, *folder); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, address, folder string) error {
	if folder == "" {
		return fmt.Errorf("-folder is missing")
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Handler:   "sqlite",
		SQLiteURL: "file:" + filepath.ToSlash(folder) + "/",
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	go func() {
		inner, err := url.Parse(server.MongoDBURI())
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("mongodb://%s/\n", listener.Addr())
		serve(listener, inner.Host)
	}()
	return server.Run(ctx)
}
