// Reads certificates with Go's crypto/x509, verifies each, and prints a line for each.
package main

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"strings"
)

func main() {
	roots := x509.NewCertPool()
	ca, err := os.ReadFile(os.Args[1])
	if err != nil || !roots.AppendCertsFromPEM(ca) {
		panic("the CA cannot be read")
	}
	for _, name := range os.Args[2:] {
		text, err := os.ReadFile(name)
		if err != nil {
			panic(err)
		}
		block, _ := pem.Decode(text)
		cert, err := x509.ParseCertificate(block.Bytes)
		if err == nil {
			_, err = cert.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
		}
		if err != nil {
			fmt.Printf("%s %v\n", name, err)
			continue
		}
		ips := []string{}
		for _, ip := range cert.IPAddresses {
			ips = append(ips, fmt.Sprintf("%x", []byte(ip)))
		}
		uris := []string{}
		for _, uri := range cert.URIs {
			uris = append(uris, uri.String())
		}
		fmt.Printf("%s dns=%s ip=%s uri=%s key=%x subject=%x\n", name, strings.Join(cert.DNSNames, ","),
			strings.Join(ips, ","), strings.Join(uris, ","), sha256.Sum256(cert.RawSubjectPublicKeyInfo),
			sha256.Sum256(cert.RawSubject))
	}
}
