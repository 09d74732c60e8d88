// Concord keeps partners' reports of civilian harm side by side, works every
// difference to an end that all sign, and lets nobody publish what the record
// does not carry. See the README.
package main

import (
	"fmt"
	"os"

	"concord/app/commands"
)

func main() {
	if err := commands.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "concord: "+err.Error())
		os.Exit(1)
	}
}
