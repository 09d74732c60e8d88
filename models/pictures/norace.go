//go:build !race

package pictures

const slack = 1
