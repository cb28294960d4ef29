package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
)

// The longest message of the MongoDB protocol.
const maxMessageBytes = 48_000_000

// serve hands connections on to inner and lets one command through at a time, whoever it comes from.
//
// FerretDB v1 updates a document by reading it and then writing it back. Of thirty increments at once ten survived, and
// of twenty who wanted one lease eight got it. In MongoDB an update of one document is atomic, and that is what the
// functions under test rely on.
func serve(listener net.Listener, inner string) {
	var turn sync.Mutex
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer client.Close()
			server, err := net.Dial("tcp", inner)
			if err != nil {
				return
			}
			defer server.Close()
			for relay(client, server, &turn) == nil {
			}
		}()
	}
}

// relay passes one command to the server and its answer back.
func relay(client, server net.Conn, turn *sync.Mutex) error {
	command, err := readMessage(client)
	if err != nil {
		return err
	}
	turn.Lock()
	answer, err := exchange(server, command)
	turn.Unlock()
	if err != nil {
		return err
	}
	_, err = client.Write(answer)
	return err
}

func exchange(server net.Conn, command []byte) ([]byte, error) {
	if _, err := server.Write(command); err != nil {
		return nil, err
	}
	return readMessage(server)
}

// readMessage reads one message: its first four bytes say how long it is, themselves included.
func readMessage(from io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(from, head[:]); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(head[:])
	if size < 16 || size > maxMessageBytes {
		return nil, fmt.Errorf("a message of %d bytes", size)
	}
	message := make([]byte, size)
	copy(message, head[:])
	_, err := io.ReadFull(from, message[4:])
	return message, err
}
