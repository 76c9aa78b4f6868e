#include "launch_daemon.h"

#include <inttypes.h>
#include <stdio.h>

/* In seconds: what starts with the Mac is through by then. */
enum { DELAY = 180 };

/* Control characters cannot stand in XML, not even escaped. */
static bool add_string(struct text *out, struct slice text, struct error *error)
{
    text_add(out, SLICE("        <string>"));
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if ((unsigned char)byte < ' ' || byte == 0x7f)
            return error_set(error, "a control character cannot stand in a property list");
        if (byte == '&')
            text_add(out, SLICE("&amp;"));
        else if (byte == '<')
            text_add(out, SLICE("&lt;"));
        else if (byte == '>')
            text_add(out, SLICE("&gt;"));
        else
            text_add(out, (struct slice){&byte, 1});
    }
    text_add(out, SLICE("</string>\n"));
    return true;
}

static bool add_option(struct text *out, const char *name, const char *value, struct error *error)
{
    if (value == NULL)
        return true;
    return add_string(out, slice_of(name), error) && add_string(out, slice_of(value), error);
}

static bool add_seconds(struct text *out, const char *name, uint64_t seconds, struct error *error)
{
    char value[32];
    snprintf(value, sizeof(value), "%" PRIu64 "s", seconds);
    return add_option(out, name, seconds > 0 ? value : NULL, error);
}

static bool is_absolute(const char *path, struct error *error)
{
    return path == NULL || *path == '/' ||
           error_set(error, "%s: an absolute path is needed here", path);
}

bool launch_daemon_text(struct text *out, const struct launch_daemon *daemon, struct error *error)
{
    if (!is_absolute(daemon->program, error) || !is_absolute(daemon->library, error))
        return false;
    text_add(out, SLICE("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
                        "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
                        "<plist version=\"1.0\">\n"
                        "<dict>\n"
                        "    <key>Label</key>\n"
                        "    <string>" LAUNCH_DAEMON_LABEL "</string>\n"
                        "    <key>RunAtLoad</key>\n"
                        "    <true/>\n"
                        "    <key>ProgramArguments</key>\n"
                        "    <array>\n"));
    bool ok = add_string(out, slice_of(daemon->program), error);
    ok = ok && add_string(out, SLICE("capture"), error) &&
         add_string(out, SLICE("--quick"), error) &&
         add_option(out, "--label", daemon->label != NULL ? daemon->label : "boot", error) &&
         add_seconds(out, "--delay", daemon->delay_seconds > 0 ? daemon->delay_seconds : DELAY,
                     error) &&
         add_seconds(out, "--time-limit", daemon->time_limit_seconds, error) &&
         add_option(out, "--user", daemon->user, error) &&
         add_option(out, "--library", daemon->library, error);
    text_add(out, SLICE("    </array>\n"
                        "</dict>\n"
                        "</plist>\n"));
    return ok && (!out->failed || error_set(error, "out of memory"));
}
