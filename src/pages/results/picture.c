/* Pictures at the desk where comments are read, before anybody else sees them. */
#include "pages/pictures.h"
#include "pages/results.h"
#include "web/app.h"

enum err triage_picture_get(struct request *req, struct response *res)
{
	if (!req->viewer->rows)
		return err_text(err_fail(ERR_DENIED, "your account may not read single answers"),
			"web.role", NULL);
	return picture_answer(req, res, PICTURE_FOR_DESK);
}
