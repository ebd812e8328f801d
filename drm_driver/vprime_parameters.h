/* SPDX-License-Identifier: GPL-2.0-only */
/* The module's parameters, and the cards that are made of them. */
#ifndef VPRIME_PARAMETERS_H
#define VPRIME_PARAMETERS_H

/**
 * vprime_parameters_create_cards - make the cards that the module's parameters describe
 *
 * They are checked even if no card is made of them.
 *
 * Context: the module's init, when cards can be made.
 * Return: 0 or a negative errno; the log says what is wrong.
 */
int vprime_parameters_create_cards(void);

/**
 * vprime_parameters_destroy_cards - remove these cards, if there are any
 *
 * Context: the module's init or exit; may sleep.
 */
void vprime_parameters_destroy_cards(void);

#endif
