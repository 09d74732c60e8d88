//go:build race

package pictures

const slack = 8 // the race detector keeps several bytes beside each one
