/*
 * Status: errors to HTTP statuses, statuses to their phrases (RFC 9110 15).
 */
#include "web/status.h"

#include <stddef.h>

int status_of(enum err e)
{
	switch (e) {
	case OK:
		return 200;
	case ERR_INPUT:
		return 422;
	case ERR_TOO_LARGE:
		return 413;
	case ERR_NOT_FOUND:
		return 404;
	case ERR_GONE:
		return 410;
	case ERR_CONFLICT:
		return 409;
	case ERR_DENIED:
		return 403;
	case ERR_BUSY:
		return 429;
	case ERR_STORE:
	case ERR_SYSTEM:
		return 503;
	case ERR_USAGE:
		break;
	}
	return 500;
}

const char *status_text(int status)
{
	static const struct {
		int status;
		const char *text;
	} known[] = {
		{200, "OK"}, {201, "Created"}, {202, "Accepted"},
		{204, "No Content"}, {303, "See Other"}, {304, "Not Modified"},
		{400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"},
		{404, "Not Found"}, {405, "Method Not Allowed"}, {409, "Conflict"},
		{410, "Gone"}, {411, "Length Required"}, {413, "Content Too Large"},
		{415, "Unsupported Media Type"}, {421, "Misdirected Request"},
		{422, "Unprocessable Content"}, {429, "Too Many Requests"},
		{500, "Internal Server Error"}, {503, "Service Unavailable"},
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].status == status)
			return known[i].text;
	return "Unknown";
}
