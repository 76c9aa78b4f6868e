/* version.h: of the program; the build passes it in from CMakeLists.txt. */
#ifndef SYSDELTA_VERSION_H
#define SYSDELTA_VERSION_H

#ifndef SYSDELTA_VERSION
#error "SYSDELTA_VERSION comes from the build"
#endif

#endif
