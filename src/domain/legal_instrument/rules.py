"""Proposing the value of a rule, and confirming it by a second legal officer."""

from typing import Any

from domain.context import Context
from domain.guards import refuse_field
from domain.legal_instrument.commands import ConfirmRule, ProposeRule
from domain.legal_instrument.events import Event, RuleConfirmed, RuleProposed
from domain.legal_instrument.guards import require
from domain.legal_instrument.state import LegalInstrument, Rule
from domain.policy.parameters import check_parameters
from domain.refusals import NotAllowedNow, SameOfficer, refuse_if

IN_BEING = ("issued", "in-force", "reviewed")


def propose_rule(state: LegalInstrument, command: ProposeRule, context: Context) -> list[Event]:
    require(state, *IN_BEING)
    known = context.policy.known_keys
    refuse_if(command.key not in known, refuse_field("/key", "rule-key-unknown", key=command.key))
    check_parameters(command.key, command.parameters)
    if command.to and command.to < command.from_:
        raise refuse_field("/to", "ends-before-it-begins")
    if _stands(state, command):
        return []
    return [
        RuleProposed(
            command.key,
            command.article,
            command.parameters,
            command.from_,
            command.to,
            command.confidence,
        )
    ]


def confirm_rule(state: LegalInstrument, command: ConfirmRule, context: Context) -> list[Event]:
    require(state, *IN_BEING)
    rule = _at(state.proposed, command)
    if rule is None:
        return _unless_confirmed(state, command)
    same = SameOfficer("proposer-may-not-confirm")
    refuse_if(rule.proposed_by == context.actor.officer, same)
    return [
        RuleConfirmed(rule.key, rule.article, rule.parameters, rule.from_, rule.to, rule.confidence)
    ]


def _at(rules: tuple[Rule, ...], command: ProposeRule | ConfirmRule) -> Rule | None:
    found: Any = (one for one in rules if (one.key, one.from_) == (command.key, command.from_))
    return next(found, None)


def _stands(state: LegalInstrument, command: ProposeRule) -> bool:
    wanted = (command.article, command.parameters, command.to, command.confidence)
    return any(
        (rule.article, rule.parameters, rule.to, rule.confidence) == wanted
        for rule in (_at(state.proposed, command), _latest(state, command))
        if rule is not None
    )


def _latest(state: LegalInstrument, command: ProposeRule) -> Rule | None:
    return _at(tuple(reversed(state.confirmed)), command)


def _unless_confirmed(state: LegalInstrument, command: ConfirmRule) -> list[Event]:
    missing = NotAllowedNow("rule-not-proposed", key=command.key, day=command.from_)
    refuse_if(_at(state.confirmed, command) is None, missing)
    return []
