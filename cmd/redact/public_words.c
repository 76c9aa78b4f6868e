#include "public_words.h"

#include "span.h"

enum { SHORT_WORD = 2, SHORT_NUMBER = 3, WORD_BYTES_MAX = 256 };

/* clang-format off */
static const char *const accounts[] = {
    "root", "daemon", "nobody", "unknown", "Guest", "(null)", "-", "?", "??", "wheel", "staff", NULL,
};

static const char *const words[] = {
    "agent", "all", "app", "apple", "aqua", "as", "at", "auto", "axmwww", "axwww", "background", "by",
    "client", "com", "command", "conf", "config", "console", "controller", "cpu", "daemon", "darwin", "debug", "default", "disable",
    "enable", "error", "extension", "false", "foreground", "gpu", "helper", "http", "https", "idle",
    "info", "init", "intel", "is", "kernel", "launchd", "launched", "local", "localhost", "log",
    "login", "mac", "macos", "main", "manager", "master", "mem", "mode", "network", "none", "null",
    "off", "on", "pid", "plugin", "ppapi", "ppid", "pri", "process", "proxy", "quiet", "renderer",
    "root", "rss", "run", "runasroot", "server", "service", "session", "shared", "start", "stat",
    "stop", "system", "task", "terminated", "time", "true", "uid", "update", "user", "utility",
    "verbose", "vsz", "wchan", "worker", "xpc", "yes", "zygote", NULL,
};

static const char *const scripts[] = {"js", "php", "pl", "py", "rb", "sh", NULL};

static const char *const components[] = {
    ".DocumentRevisions-V100", ".Spotlight-V100", ".TemporaryItems", ".Trash", ".Trashes",
    ".fseventsd", ".vol", "Accounts", "AddressBook", "Application Support", "Applications",
    "Assets", "Audio", "Autosave Information", "Backups.backupdb", "Cache.db", "Caches",
    "Calendars", "Cellar", "CloudStorage", "Containers", "Contents", "Cookies", "CoreServices",
    "Daemon Containers", "Data", "Desktop", "Developer", "Documents", "Downloads", "Executables",
    "Extensions", "Fonts", "Frameworks", "Google", "Group Containers", "HTTPStorages", "Helpers",
    "IdentityServices", "Keychains", "LaunchAgents", "LaunchDaemons", "Library", "LoginItems",
    "Logs", "MacOS", "Mail", "Messages", "Metadata", "Microsoft", "Mobile Documents", "Movies",
    "Music", "Network", "Pictures", "PlugIns", "Preferences", "PrivateFrameworks",
    "PrivilegedHelperTools", "Public", "Receipts", "Resources", "Safari",
    "Saved Application State", "Security", "Services", "Shared", "Staging", "Support", "System",
    "SystemExtensions", "Users", "Utilities", "Versions", "Volumes", "WebKit", "XPCServices",
    "bin", "caches", "cores", "cron", "db", "dev", "diagnostics", "dyld", "empty", "etc", "folders",
    "home", "homebrew", "lib", "libexec", "local", "log", "man", "mysql", "null", "opt", "postgres",
    "private", "receipts", "run", "sbin", "share", "sleepimage", "spool", "swapfile", "systemstats",
    "tmp", "usr", "uuidtext", "var", "vm", NULL,
};

static const char *const bundles[] = {
    ".app", ".appex", ".bundle", ".dext", ".driver", ".framework", ".kext", ".mdimporter", ".menu",
    ".plugin", ".prefPane", ".qlgenerator", ".service", ".systemextension", ".xpc", NULL,
};

static const char *const hosts[] = {
    "localhost", "mac", "macbook", "macbook-pro", "macbookpro", "macbook-air", "macbookair", "imac",
    "imac-pro", "mac-mini", "macmini", "mac-pro", "macpro", "mac-studio", "macstudio", "(none)",
    "unknown", "broadcasthost", NULL,
};

static const char *const domains[] = {
    "local", "localdomain", "lan", "home", "internal", "corp", "com", "org", "net", "edu", "gov",
    "io", "dev", "app", "co", "arpa", NULL,
};
/* clang-format on */

static bool is_one_of(struct slice text, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (slice_equal_fold(text, slice_of(*names)))
            return true;
    }
    return false;
}

bool is_system_account(struct slice user)
{
    return user.len == 0 || user.ptr[0] == '_' || is_one_of(user, accounts);
}

static bool is_number(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!byte_is_digit(text.ptr[i]))
            return false;
    }
    return text.len > 0;
}

/* `worker.rb`, `server-init`: all that letters make up of it is public. */
static bool has_public_parts(struct slice word)
{
    bool any = false;
    while (word.len > 0) {
        size_t len = 0;
        while (len < word.len && (byte_is_letter(word.ptr[len]) || byte_is_digit(word.ptr[len])))
            len++;
        struct slice part = slice_first(word, len);
        bool last = len == word.len;
        bool known = part.len <= SHORT_WORD || (is_number(part) && part.len <= SHORT_NUMBER) ||
                     is_one_of(part, words) || (any && last && is_one_of(part, scripts));
        if (!known || (!last && (unsigned char)word.ptr[len] >= 0x80))
            return false;
        any = any || part.len > SHORT_WORD;
        word = slice_from(word, len + 1);
    }
    return any;
}

static bool is_apples(struct slice word)
{
    if (!slice_starts(word, "com.apple.") || word.len > WORD_BYTES_MAX)
        return false;
    for (size_t i = 0; i < word.len; i++) {
        if (!byte_is_letter(word.ptr[i]) && word.ptr[i] != '.' && word.ptr[i] != '_')
            return false;
    }
    return true;
}

bool is_public_word(struct slice word)
{
    if (word.len <= SHORT_WORD || (is_number(word) && word.len <= SHORT_NUMBER))
        return true;
    return is_apples(word) || (word.len <= WORD_BYTES_MAX && has_public_parts(word));
}

bool is_public_component(struct slice component)
{
    bool version = component.len == 1;
    return version || is_one_of(component, components) || is_apples(component);
}

bool is_bundle(struct slice component)
{
    for (const char *const *end = bundles; *end != NULL; end++) {
        if (slice_ends(component, *end) && component.len > slice_of(*end).len)
            return true;
    }
    return false;
}

bool is_plain_host(struct slice host)
{
    return host.len <= SHORT_WORD || is_number(host) || is_one_of(host, hosts);
}

bool is_public_domain(struct slice label)
{
    return is_one_of(label, domains);
}
