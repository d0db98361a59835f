/* What the tests' own microhttpd servers share. */
#ifndef CREWCHECK_TESTS_SUPPORT_DAEMON_H
#define CREWCHECK_TESTS_SUPPORT_DAEMON_H

#include <microhttpd.h>

/* Where it can be reached from this machine: "http://127.0.0.1:40123". free() it. */
char *daemon_url(struct MHD_Daemon *daemon);

/* Answers with this JSON text, which is copied. */
enum MHD_Result daemon_answer(struct MHD_Connection *connection, unsigned status, const char *body);

#endif
