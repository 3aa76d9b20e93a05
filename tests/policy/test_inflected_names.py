"""Listed names with the ends that languages give them, names of others of a family, and what people are called."""

import uuid

import pytest

from apps.policy import listing
from apps.policy.identifying.known import Known
from apps.policy.identifying.recognisers import find
from tests.policy.written import is_replaced, stays


def listed(name, party=None):
    known = Known()
    listing.add_name(known, name, party or uuid.uuid4(), is_organization=False)
    return known


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("Иван Петров", "видели Ивана Петрова вчера", "Ивана Петрова"),
        ("Иван Петров", "говорил с Иваном Петровым.", "Иваном Петровым"),
        ("Иван Петров", "передали Петрову", "Петрову"),
        ("Петров Иван Сергеевич", "заявление Петрову И.С., копия", "Петрову И.С"),
        ("Петров Иван Сергеевич", "Петровым Иваном Сергеевичем подано", "Петровым Иваном Сергеевичем"),
        ("Анна Достоевская", "письмо Анны Достоевской", "Анны Достоевской"),
        ("Александр Невский", "с Александром Невским", "Александром Невским"),
        ("Игорь Мороз", "у Игоря Мороза", "Игоря Мороза"),
        ("Мария Скиба", "Марии Скибе", "Марии Скибе"),
        ("Олена Коваленко", "з Оленою Коваленко та Коваленком", "Оленою Коваленко"),
        ("Тарас Коваленко", "Тарасові Коваленку", "Тарасові Коваленку"),
        ("Марія Шевчук", "Марією Шевчук", "Марією Шевчук"),
        ("Андрій Шевчук", "Андрієві Шевчукові", "Андрієві Шевчукові"),
        ("Сергій Вишневський", "Сергія Вишневського", "Сергія Вишневського"),
        ("Jan Kowalski", "Janowi Kowalskiemu", "Janowi Kowalskiemu"),
        ("Jan Kowalski", "widziano Jana Kowalskiego", "Jana Kowalskiego"),
        ("Piotr Wiśniewski", "z panem Wisniewskim", "Wisniewskim"),
        ("Agnieszka Wójcicka", "Agnieszce Wójcickiej", "Agnieszce Wójcickiej"),
        ("Marek Śliwa", "Markowi Śliwie", "Markowi Śliwie"),
        ("Γιώργος Παπαδόπουλος", "του Γιώργου Παπαδόπουλου", "Γιώργου Παπαδόπουλου"),
        ("Γιώργος Παπαδόπουλος", "κύριε Παπαδόπουλε", "Παπαδόπουλε"),
        ("Νίκος Καζαντζάκης", "τον Νίκο Καζαντζάκη", "Νίκο Καζαντζάκη"),
    ],
)
def test_a_listed_name_is_found_whatever_its_case(name, text, value):
    assert is_replaced(text, value, listed(name))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("Ivan Petrov", "Ms. Petrova signed.", "Petrova"),
        ("Yiorgos Papadopoulos", "Mrs. Papadopoulou signed.", "Papadopoulou"),
        ("Elena Papadopoulou", "Mr. Papadopoulos signed.", "Papadopoulos"),
        ("Jan Kowalski", "Mrs. Kowalska signed.", "Kowalska"),
        ("Иван Петров", "госпожа Петрова", "Петрова"),
        ("Иван Петров", "семья Петровых", "Петровых"),
        ("Piotr Wiśniewski", "państwo Wiśniewscy", "Wiśniewscy"),
        ("Γιώργος Παπαδόπουλος", "η κυρία Παπαδοπούλου", "Παπαδοπούλου"),
    ],
)
def test_others_of_the_family_are_found_and_stand_for_nobody_listed(name, text, value):
    party = uuid.uuid4()

    found = find(text, listed(name, party))

    assert [text[each.start : each.end] for each in found] == [value]
    assert {each.party for each in found} == {None}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Иван Петров", "Иванов и Петренко приехали в Петровск; петрова гора"),
        ("Robert Smith", "Roberta, Smithy and Smitha"),
        ("Jan Kowalski", "January; Janet; Kowalczyk; kowalska"),
        ("Тарас Мороз", "сильного мороза не было"),
        ("Martin Roy", "Martina, Royal"),
        ("Γιώργος Παπαδόπουλος", "παπαδάκης, γιορτή"),
    ],
)
def test_other_names_and_words_stay(name, text):
    assert stays(text, listed(name))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("Robert Smith", "I saw Bob Smith.", "Bob Smith"),
        ("Robert Smith", "i saw bob smith", "bob smith"),
        ("Robert Smith", "Smith, Bobby", "Smith, Bobby"),
        ("Liz Roy", "Elizabeth Roy came", "Elizabeth Roy"),
        ("Margaret Whitcombe", "Peggy Whitcombe’s car", "Peggy Whitcombe"),
        ("William O'Brien", "Will O’Brien signed", "Will O’Brien"),
        ("Marguerite Dubé", "Margot Dubé a signé", "Margot Dubé"),
        ("Guillaume Roy", "Will J. Roy a signé", "Will J. Roy"),
        ("Edward Lee Chan", "Ted Chan", "Ted Chan"),
    ],
)
def test_what_somebody_is_called_is_replaced_with_the_surname(name, text, value):
    assert is_replaced(text, value, listed(name))


def test_by_itself_or_beside_another_surname_it_is_anybodys():
    known = listed("William Smith")

    assert stays("Bob Jones, Billy and Bill; a bill; will they; W-I-L-L and B, I, L, L", known)
    assert [each.start for each in find("when will smith pay", known)] == [len("when will ")]
