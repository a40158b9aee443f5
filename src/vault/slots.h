/* slots.h - making slots, for vault.c and slots.c only */
#ifndef CONNVAULT_VAULT_SLOTS_H
#define CONNVAULT_VAULT_SLOTS_H

#include "seal/slot.h"
#include "vault/internal.h"

/* unlock->secret are the bytes that open it. kdf NULL is "moderate". */
int slot_make(const uint8_t vault[OBJECT_ID], const struct unlock *unlock,
	      const char *kdf, const struct identity *identity,
	      const uint8_t founder[32], struct slot *out, struct err *err);
/* With a new code, whose text goes to *code. */
int slot_make_recovery(const uint8_t vault[OBJECT_ID],
		       const struct identity *identity,
		       const uint8_t founder[32], struct slot *out,
		       struct secret **code, struct err *err);
int slot_store(struct vault *vault, const struct slot *slot, struct err *err);

#endif
