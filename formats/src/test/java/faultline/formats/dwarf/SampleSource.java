package faultline.formats.dwarf;

/// A program whose debug information has most kinds of entries that C compilers write.
final class SampleSource {
  static final String C =
      """
      typedef unsigned long size_type;
      enum colour { RED, GREEN = 5, BLUE = -2 };
      union value { int i; double d; char text[12]; };
      struct node;
      typedef int (*visit)(struct node *, const void *, ...);
      struct flags { unsigned a : 3; int b : 7; unsigned : 0; unsigned long long c : 33; };
      struct node {
        struct node *next;
        const char *volatile name;
        union { int one; float other; };
        struct { short x, y; } at[2][3];
        enum colour colour;
        union value value;
        struct flags flags;
        visit visit;
        size_type sizes[];
      };
      static int count;
      extern int shared;
      int shared = 3;
      static inline int twice(int n) { return n * 2; }
      int old();
      __attribute__((noinline)) int walk(struct node *first, visit f, size_type most) {
        int seen = 0;
        for (struct node *at = first; at && seen < (int)most; at = at->next) {
          int here = f(at, at->name, twice(seen));
          { long deeper = here + count; seen += (int)deeper; }
        }
        return seen;
      }
      int main(int argc, char **argv) {
        struct node last = {0, argv[0], {1}, {{{0}}}, GREEN, {2}, {1, 2, 3}, 0};
        count = argc;
        return last.visit ? walk(&last, last.visit, 10) + shared : 0;
      }
      """;

  static final String GO =
      """
      package main

      import (
      	"fmt"
      	"os"
      )

      type shape interface{ area() float64 }
      type square struct {
      	side float64
      	tags map[string][]int
      	next *square
      	done chan bool
      }

      func (s square) area() float64 { return s.side * s.side }

      func main() {
      	var s shape = square{side: float64(len(os.Args))}
      	fmt.Println(s.area())
      }
      """;

  private SampleSource() {}
}
