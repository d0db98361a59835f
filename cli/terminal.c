#include "cli/terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

bool terminal_is(int descriptor)
{
    return isatty(descriptor) == 1;
}

size_t terminal_width(int descriptor)
{
    struct winsize size = {0};
    if (!terminal_is(descriptor) || ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col < 40 ? 40 : size.ws_col;
}

bool terminal_has_colours(int descriptor, bool refused)
{
    const char *refusal = getenv("NO_COLOR"), *kind = getenv("TERM");
    bool dumb = !kind || strcmp(kind, "dumb") == 0;
    return !refused && !(refusal && *refusal) && !dumb && terminal_is(descriptor);
}

bool terminal_write(int descriptor, const struct buffer *text, struct error *error)
{
    const char *at = buffer_string(text);
    size_t left = text->length;
    while (left) {
        ssize_t written = write(descriptor, at, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno == EPIPE ? false : error_set(error, "cannot write: %s", strerror(errno));
        at += written;
        left -= (size_t)written;
    }
    return true;
}

void terminal_make_safe(struct buffer *text)
{
    char *out = text->data, *end = text->data + text->length;
    for (char *at = text->data; at < end;) {
        uint32_t code = 0;
        size_t size = text_decode(at, (size_t)(end - at), &code);
        bool visible = size && (code == '\n' || (code >= 0x20 && (code < 0x7f || code >= 0xa0)));
        if (!visible)
            *at = '?';
        memmove(out, at, visible ? size : 1);
        out += visible ? size : 1;
        at += size ? size : 1;
    }
    text->length = (size_t)(out - text->data);
    if (out)
        *out = '\0';
}

void terminal_complain(const struct error *error)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_text(&text, "crewcheck: ");
    error_print(error, &text);
    terminal_write(STDERR_FILENO, &text, NULL);
    buffer_clear(&text);
}
