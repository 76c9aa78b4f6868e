/* report_files.h: report.css and report.js, which the build makes part of the program. */
#ifndef SYSDELTA_REPORT_FILES_H
#define SYSDELTA_REPORT_FILES_H

#include <stddef.h>

extern const unsigned char report_css[];
extern const size_t report_css_len;
extern const unsigned char report_js[];
extern const size_t report_js_len;

#endif
