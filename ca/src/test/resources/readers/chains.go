// Verifies chains with Go's crypto/x509: each file is a certificate and its intermediates. Prints a line for each.
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

func read(name string) []*x509.Certificate {
	text, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	var all []*x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			panic(err)
		}
		all = append(all, cert)
	}
	return all
}

func main() {
	roots := x509.NewCertPool()
	roots.AddCert(read(os.Args[1])[0])
	for _, name := range os.Args[2:] {
		chain := read(name)
		above := x509.NewCertPool()
		for _, each := range chain[1:] {
			above.AddCert(each)
		}
		_, err := chain[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: above})
		if err == nil {
			fmt.Println(name, "accepted")
		} else {
			fmt.Println(name, "rejected:", err)
		}
	}
}
