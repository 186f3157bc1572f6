import django.db.models.deletion
import sikkerhedsnet.people.models
from django.conf import settings
from django.db import migrations, models


HOME = """
CREATE FUNCTION net_home(address text, postcode text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(lower(address || '|' || postcode), '[[:space:].,]', '', 'g')
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_the_moment'),
        ('organisation', '0001_initial'),
        ('people', '0008_protection_reach'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(HOME, "DROP FUNCTION net_home(text, text);"),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cpr_number', models.CharField(blank=True, max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='Persona',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('linked_by_name', models.CharField(max_length=200)),
                ('linked_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('idempotency_key', models.UUIDField(editable=False, null=True, unique=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
                ('changed_by_name', models.CharField(max_length=200)),
                ('start_on', models.DateField()),
                ('end_on', models.DateField(blank=True, null=True)),
                ('child_cpr', models.CharField(blank=True, max_length=10)),
                ('child_name', models.CharField(blank=True, max_length=400)),
                ('child_born_on', models.DateField(null=True)),
                ('declared_at', models.DateTimeField()),
                ('ended_because', models.TextField(blank=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-start_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='TieChild',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='TieKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('idempotency_key', models.UUIDField(editable=False, null=True, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('retired_on', models.DateField(null=True)),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.AddField(
            model_name='conflict',
            name='end_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='conflict',
            name='start_on',
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name='child',
            index=models.Index(sikkerhedsnet.people.models.Home('address', 'postcode'), condition=models.Q(('address', ''), _negated=True), name='child_by_home'),
        ),
        migrations.AddIndex(
            model_name='guardian',
            index=models.Index(condition=models.Q(('cpr_number', ''), _negated=True), fields=['cpr_number'], name='guardian_by_number'),
        ),
        migrations.AddField(
            model_name='person',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='persons', to='access.municipality'),
        ),
        migrations.AddField(
            model_name='persona',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='personas', to='people.person'),
        ),
        migrations.AddField(
            model_name='persona',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='persona', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tie',
            name='declared_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tie',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tie',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tiechild',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tied', to='people.child'),
        ),
        migrations.AddField(
            model_name='tiechild',
            name='tie',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='found', to='people.tie'),
        ),
        migrations.AddField(
            model_name='tiekind',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tie_kinds', to='access.municipality'),
        ),
        migrations.AddField(
            model_name='tie',
            name='kind',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='people.tiekind'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('cpr_number', ''), _negated=True), fields=('municipality', 'cpr_number'), name='person_cpr_once'),
        ),
        migrations.AddConstraint(
            model_name='tiechild',
            constraint=models.UniqueConstraint(fields=('tie', 'child'), name='tie_to_a_child_once'),
        ),
        migrations.AddConstraint(
            model_name='tiekind',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_on', None)), fields=('municipality', 'name'), name='one_tie_kind_of_a_name'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('child_cpr', ''), _negated=True), models.Q(models.Q(('child_name', ''), _negated=True), ('child_born_on__isnull', False)), _connector='OR'), name='tie_names_a_child'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_on', None), ('ended_because', ''), ('ended_by', None)), models.Q(('end_on__gte', models.F('start_on')), ('ended_by__isnull', False), models.Q(('ended_because', ''), _negated=True)), _connector='OR'), name='tie_ended_by_somebody_and_why'),
        ),
    ]
