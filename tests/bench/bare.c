/* bare.c: what it costs to start a program that is linked with the libraries of sysdelta. */
int main(void)
{
    return 0;
}
