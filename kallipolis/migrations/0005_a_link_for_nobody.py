"""A link to sign in may be for nobody: asking for one takes the same work for any address."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kallipolis", "0004_file_scans")]

    operations = [
        migrations.AlterField(
            model_name="signinlink",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sign_in_links",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
