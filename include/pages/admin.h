/*
 * Handlers of admin.fcgi: signing in, and what administrators do.
 */
#ifndef PAGES_ADMIN_H
#define PAGES_ADMIN_H

#include "base/err.h"

struct request;
struct response;
struct site;

enum err help_get(struct request *req, struct response *res);
enum err login_get(struct request *req, struct response *res);
enum err login_post(struct request *req, struct response *res);
enum err logout_post(struct request *req, struct response *res);
enum err password_get(struct request *req, struct response *res);
enum err sessions_post(struct request *req, struct response *res);
enum err password_post(struct request *req, struct response *res);
enum err today_get(struct request *req, struct response *res);
enum err first_get(struct request *req, struct response *res);
enum err admin_get(struct request *req, struct response *res);
enum err clock_post(struct request *req, struct response *res);
enum err setup_get(struct request *req, struct response *res);
enum err setup_post(struct request *req, struct response *res);
enum err poster_get(struct request *req, struct response *res);
enum err alerts_get(struct request *req, struct response *res);
enum err alerts_post(struct request *req, struct response *res);
enum err trail_get(struct request *req, struct response *res);

/* Accounts, who looks after what, and settings. */
enum err users_get(struct request *req, struct response *res);
enum err users_post(struct request *req, struct response *res);
enum err user_edit_post(struct request *req, struct response *res);
enum err user_reset_post(struct request *req, struct response *res);
enum err duties_post(struct request *req, struct response *res);
enum err settings_get(struct request *req, struct response *res);
enum err settings_post(struct request *req, struct response *res);

/* Lists of activities and departments. */
enum err functions_get(struct request *req, struct response *res);
enum err functions_csv_get(struct request *req, struct response *res);
enum err functions_post(struct request *req, struct response *res);
enum err functions_put_post(struct request *req, struct response *res);
enum err functions_remove_post(struct request *req, struct response *res);
enum err departments_get(struct request *req, struct response *res);
enum err departments_csv_get(struct request *req, struct response *res);
enum err departments_post(struct request *req, struct response *res);
enum err departments_put_post(struct request *req, struct response *res);
enum err departments_remove_post(struct request *req, struct response *res);

/* Prototypes: their versions, and one of them. */
enum err prototypes_get(struct request *req, struct response *res);
enum err prototypes_csv_get(struct request *req, struct response *res);
enum err prototypes_post(struct request *req, struct response *res);
enum err prototype_new_get(struct request *req, struct response *res);
enum err prototype_get(struct request *req, struct response *res);
enum err prototype_cards_get(struct request *req, struct response *res);
enum err prototype_put_post(struct request *req, struct response *res);
enum err prototype_picture_post(struct request *req, struct response *res);
enum err prototype_remove_post(struct request *req, struct response *res);

/* The project page, written. */
enum err project_edit_get(struct request *req, struct response *res);
enum err project_edit_post(struct request *req, struct response *res);

/* Rounds. */
enum err rounds_get(struct request *req, struct response *res);
enum err rounds_post(struct request *req, struct response *res);
enum err round_new_get(struct request *req, struct response *res);
enum err round_get(struct request *req, struct response *res);
enum err round_edit_post(struct request *req, struct response *res);
enum err round_discard_post(struct request *req, struct response *res);
enum err round_recode_post(struct request *req, struct response *res);
enum err round_close_post(struct request *req, struct response *res);
enum err round_reopen_post(struct request *req, struct response *res);
enum err round_final_get(struct request *req, struct response *res);
enum err round_final_post(struct request *req, struct response *res);
enum err round_codes_post(struct request *req, struct response *res);
enum err round_packs_get(struct request *req, struct response *res);
enum err round_packs_post(struct request *req, struct response *res);
enum err round_invite_get(struct request *req, struct response *res);
enum err round_paper_get(struct request *req, struct response *res);
enum err round_entry_get(struct request *req, struct response *res);
enum err round_entry_post(struct request *req, struct response *res);

/* Housekeeping, about once a second: what is done by date, while the clock is sound. */

#endif
