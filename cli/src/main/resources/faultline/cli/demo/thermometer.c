/* What the program gets from C. */
int celsius(void) { return 21; }
