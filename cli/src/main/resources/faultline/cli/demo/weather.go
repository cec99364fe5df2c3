package main

// #cgo LDFLAGS: -Llib -lthermometer -Wl,-rpath,$ORIGIN/lib
// int celsius(void);
import "C"
import "fmt"

func main() {
	fmt.Println(int(C.celsius()), "degrees")
}
