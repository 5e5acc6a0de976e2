/* The commands: argv[0] is the last word of the command; result: exit status. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

int cmd_audit_list(int argc, char **argv);
int cmd_audit_verify(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_clock_confirm(int argc, char **argv);
int cmd_clock_show(int argc, char **argv);
int cmd_demo(int argc, char **argv);
int cmd_department_add(int argc, char **argv);
int cmd_erase(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_form_add(int argc, char **argv);
int cmd_form_check(int argc, char **argv);
int cmd_form_list(int argc, char **argv);
int cmd_form_diff(int argc, char **argv);
int cmd_form_correct(int argc, char **argv);
int cmd_form_translations(int argc, char **argv);
int cmd_form_translate(int argc, char **argv);
int cmd_function_add(int argc, char **argv);
int cmd_init(int argc, char **argv);
int cmd_keys_export(int argc, char **argv);
int cmd_keys_import(int argc, char **argv);
int cmd_keys_renew(int argc, char **argv);
int cmd_priorities(int argc, char **argv);
int cmd_prototype_add(int argc, char **argv);
int cmd_prototype_list(int argc, char **argv);
int cmd_prototype_remove(int argc, char **argv);
int cmd_restore(int argc, char **argv);
int cmd_round_close(int argc, char **argv);
int cmd_round_codes(int argc, char **argv);
int cmd_round_final(int argc, char **argv);
int cmd_round_list(int argc, char **argv);
int cmd_round_open(int argc, char **argv);
int cmd_round_reopen(int argc, char **argv);
int cmd_setting_get(int argc, char **argv);
int cmd_setting_list(int argc, char **argv);
int cmd_setting_set(int argc, char **argv);
int cmd_stats(int argc, char **argv);
int cmd_user_add(int argc, char **argv);
int cmd_user_disable(int argc, char **argv);
int cmd_user_enable(int argc, char **argv);
int cmd_user_list(int argc, char **argv);
int cmd_user_password(int argc, char **argv);

#endif
