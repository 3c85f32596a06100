"""The task files that lm_eval lists; shipped as the package `salessim_tasks.task_configs`."""
