#include <stdio.h>
int celsius(void);
int main(void) { return printf("%d degrees\n", celsius()) < 0; }
